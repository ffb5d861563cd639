package io.meshwright.proxy.dns;

import io.meshwright.proxy.dns.DnsClient.Answer;
import io.meshwright.proxy.snapshot.Cluster.LookupFamily;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * DNS over UDP, and TCP where an answer is cut, with the servers and search domains of {@code
 * /etc/resolv.conf} and the names of {@code /etc/hosts}. Nothing is cached: who asks wants to know.
 * Methods may be called from any thread.
 */
public final class NettyDnsClient implements DnsClient {
  private static final int QUERY_TIMEOUT_MILLIS = 2_000;

  private final EventLoop loop;
  private final @Nullable DnsServerAddressStreamProvider servers;
  private @Nullable DnsNameResolver resolver;

  /** Asks the system's servers, on {@code loop}; opens nothing before the first question. */
  public NettyDnsClient(EventLoop loop) {
    this(loop, null);
  }

  NettyDnsClient(EventLoop loop, @Nullable DnsServerAddressStreamProvider servers) {
    this.loop = loop;
    this.servers = servers;
  }

  @Override
  public CompletionStage<Answer> resolve(String name, LookupFamily family) {
    return switch (family) {
      case V4_ONLY -> ask(name, DnsRecordType.A);
      case V6_ONLY -> ask(name, DnsRecordType.AAAA);
      case AUTO -> firstOf(name, DnsRecordType.AAAA, DnsRecordType.A);
      case V4_PREFERRED -> firstOf(name, DnsRecordType.A, DnsRecordType.AAAA);
      case ALL ->
          ask(name, DnsRecordType.A)
              .thenCombine(ask(name, DnsRecordType.AAAA), NettyDnsClient::together);
    };
  }

  private CompletionStage<Answer> firstOf(
      String name, DnsRecordType preferred, DnsRecordType other) {
    return ask(name, preferred)
        .thenCompose(
            answer ->
                answer.addresses().isEmpty()
                    ? ask(name, other)
                    : CompletableFuture.completedFuture(answer));
  }

  private static Answer together(Answer first, Answer second) {
    List<InetAddress> all = new ArrayList<>(first.addresses());
    all.addAll(second.addresses());
    Duration life =
        first.addresses().isEmpty()
            ? second.life()
            : second.addresses().isEmpty() || first.life().compareTo(second.life()) < 0
                ? first.life()
                : second.life();
    return new Answer(all, life);
  }

  private CompletionStage<Answer> ask(String name, DnsRecordType type) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    resolver()
        .resolveAll(new DefaultDnsQuestion(name, type))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                @SuppressWarnings("unchecked") // what resolveAll promises
                List<DnsRecord> records = (List<DnsRecord>) done.getNow();
                complete(result, records);
              } else if (noSuchName(done.cause())) {
                result.complete(new Answer(List.of(), Duration.ZERO));
              } else {
                result.completeExceptionally(done.cause());
              }
            });
    return result;
  }

  /** Releases the records. */
  private static void complete(CompletableFuture<Answer> result, List<DnsRecord> records) {
    List<InetAddress> addresses = new ArrayList<>();
    long life = Long.MAX_VALUE;
    try {
      for (DnsRecord each : records) {
        if (each instanceof ByteBufHolder holder) {
          addresses.add(address(holder.content()));
          life = Math.min(life, each.timeToLive());
        }
      }
      result.complete(
          new Answer(addresses, addresses.isEmpty() ? Duration.ZERO : Duration.ofSeconds(life)));
    } catch (UnknownHostException e) {
      result.completeExceptionally(e);
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static InetAddress address(ByteBuf content) throws UnknownHostException {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return InetAddress.getByAddress(bytes);
  }

  /**
   * Whether a server said that there is nothing of the kind; silence and failures say nothing about
   * the name. The resolver gives no cause where a server answered in order, but without an address.
   */
  private static boolean noSuchName(Throwable failure) {
    if (failure instanceof UnknownHostException && failure.getCause() == null) {
      return true;
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof DnsErrorCauseException error) {
        return error.getCode().equals(DnsResponseCode.NXDOMAIN)
            || error.getCode().equals(DnsResponseCode.NXRRSET);
      }
    }
    return false;
  }

  private synchronized DnsNameResolver resolver() {
    DnsNameResolver known = resolver;
    if (known == null) {
      DnsNameResolverBuilder builder =
          new DnsNameResolverBuilder(loop)
              .datagramChannelType(NioDatagramChannel.class)
              .socketChannelType(NioSocketChannel.class)
              .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
              .resolveCache(NoopDnsCache.INSTANCE)
              .cnameCache(NoopDnsCnameCache.INSTANCE);
      if (servers != null) {
        builder.nameServerProvider(servers);
      }
      known = builder.build();
      resolver = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (resolver != null) {
      resolver.close();
    }
  }
}
