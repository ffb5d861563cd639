package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A temporary folder with one folder for each pod; gone at close. */
final class WorkDirectory implements AutoCloseable {
  private final Path root;

  private WorkDirectory(Path root) {
    this.root = root;
  }

  static WorkDirectory create() {
    try {
      Path root = Files.createTempDirectory("meshwright-");
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new WorkDirectory(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder that this user owns. */
  Path folder(String name, int uid) {
    try {
      Path folder = Files.createDirectories(root.resolve(name));
      Files.setAttribute(folder, "unix:uid", uid);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Cleanup.delete(root);
  }
}
