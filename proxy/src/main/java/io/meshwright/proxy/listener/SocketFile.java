package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.Address;
import io.meshwright.xds.SocketPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file of a listening Unix socket, which the kernel makes when it is bound and nobody removes
 * when its process is killed. Netty removes it when the socket is closed. Nothing is done for a
 * name of the abstract namespace.
 */
final class SocketFile {
  private static final System.Logger LOG = System.getLogger(SocketFile.class.getName());
  private static final String ALL = "rwxrwxrwx";

  private final @Nullable Path path;
  private final int mode;

  SocketFile(Address.Pipe pipe) {
    this.path = pipe.path().startsWith(SocketPath.ABSTRACT) ? null : Path.of(pipe.path());
    this.mode = pipe.mode();
  }

  /**
   * Removes a socket that a process before this one left behind: with its file nobody else could
   * bind the path. What is there and is no socket stays, and binding fails.
   */
  void makeWay() {
    if (path == null) {
      return;
    }
    try {
      if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException _) {
      // nothing is there, or binding tells what is wrong
    }
  }

  /** Nobody finds the socket any more; whoever has dialled it does not notice. */
  void remove() {
    if (path == null) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot be removed: {1}", path, e);
    }
  }

  /** Gives the file of the open socket its permissions: who may write it may connect. */
  void permit() {
    if (path == null || mode == 0) {
      return;
    }
    StringBuilder permissions = new StringBuilder(ALL);
    for (int i = 0; i < ALL.length(); i++) {
      if ((mode & (1 << (ALL.length() - 1 - i))) == 0) {
        permissions.setCharAt(i, '-');
      }
    }
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions.toString()));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "permissions of {0} not set: {1}", path, e);
    }
  }
}
