package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the answer to a query comes from. Addresses of names that the mesh knows come from
 * the index, in random order; of a family that a name does not have, there are none. Everything
 * else is the name servers' to say. For one event loop.
 */
final class Resolver {
  private final Supplier<NameIndex> index;
  private final Upstream upstream;
  private final RandomGenerator random;
  private final NameServerMetrics metrics;

  Resolver(
      Supplier<NameIndex> index,
      Upstream upstream,
      RandomGenerator random,
      NameServerMetrics metrics) {
    this.index = index;
    this.upstream = upstream;
    this.random = random;
    this.metrics = metrics;
  }

  /** Answers a query; what is none gets no answer. The message stays the caller's. */
  void answer(ByteBuf message, Protocol protocol, Reply reply) {
    if (!Question.asked(message)) {
      return;
    }
    metrics.requests.increment();
    Query query = Query.of(message);
    Question question = query.question();
    NameIndex.Found found = question == null ? null : known(question);
    if (question == null || found == null) {
      upstream.ask(query, protocol, reply);
      return;
    }
    reply.send(
        Answers.addresses(
            message.alloc(),
            message,
            question,
            found.canonical(),
            addresses(found, question.type()),
            protocol == Protocol.UDP ? question.payload() : Exchange.MOST_MESSAGE_BYTES));
  }

  private NameIndex.@Nullable Found known(Question question) {
    return switch (question.type()) {
      case Question.A, Question.AAAA -> index.get().find(question.name());
      default -> null;
    };
  }

  private List<InetAddress> addresses(NameIndex.Found found, int type) {
    List<InetAddress> addresses = new ArrayList<>();
    for (InetAddress address : found.host().addresses()) {
      if (address instanceof Inet4Address == (type == Question.A)) {
        addresses.add(address);
      }
    }
    Collections.shuffle(addresses, Random.from(random));
    return addresses;
  }
}
