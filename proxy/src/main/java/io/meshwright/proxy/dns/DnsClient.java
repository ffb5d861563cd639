package io.meshwright.proxy.dns;

import io.meshwright.proxy.snapshot.Cluster.LookupFamily;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks for the addresses of a name. */
public interface DnsClient extends AutoCloseable {

  /**
   * Resolves a name. Fails if no server could answer; a name without addresses is an answer. The
   * stage completes on any thread.
   */
  CompletionStage<Answer> resolve(String name, LookupFamily family);

  @Override
  void close();

  /**
   * The addresses of a name.
   *
   * @param addresses the preferred family first; empty if there are none
   * @param life how long they may be used; zero if that is not known
   */
  record Answer(List<InetAddress> addresses, Duration life) {
    public Answer {
      addresses = List.copyOf(addresses);
    }
  }
}
