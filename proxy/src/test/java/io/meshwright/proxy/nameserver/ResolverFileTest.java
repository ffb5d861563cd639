package io.meshwright.proxy.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResolverFileTest {
  @TempDir private Path directory;

  @Test
  void threeServersAndTheLastSearchCount() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("resolv.conf"),
            """
            # comment
            search old.example
            search Shop.svc.cluster.local. svc.cluster.local
            nameserver 10.96.0.10
            nameserver somewhere
            nameserver fd00::a
            nameserver\t10.96.0.11
            nameserver 10.96.0.12
            options ndots:5
            """);

    ResolverFile read = ResolverFile.read(file);

    assertThat(read.search()).containsExactly("shop.svc.cluster.local", "svc.cluster.local");
    assertThat(read.servers())
        .containsExactly(server("10.96.0.10"), server("fd00::a"), server("10.96.0.11"));
  }

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }
}
