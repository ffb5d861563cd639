package io.meshwright.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketFileTest {
  @TempDir private Path directory;

  @Test
  void socketThatWasLeftIsRemoved() throws IOException {
    Path path = directory.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    new SocketFile(new Address.Pipe(path.toString(), 0)).makeWay();
    assertThat(path).doesNotExist();
  }

  @Test
  void whatIsNoSocketStays() throws IOException {
    Path path = Files.writeString(directory.resolve("data"), "dear");
    new SocketFile(new Address.Pipe(path.toString(), 0)).makeWay();
    assertThat(path).hasContent("dear");
  }

  @Test
  void linkIsNotFollowed() throws IOException {
    Path path = directory.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    new SocketFile(new Address.Pipe(link.toString(), 0)).makeWay();
    assertThat(path).exists();
  }
}
