package io.meshwright.proxy.lastgood;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A file that one run of a proxy leaves for the next. It holds keys: only the user of the proxy can
 * read it, and one that somebody else could have written is not believed. It is replaced as a
 * whole. What cannot be read is as if it were not there, and the log says so in one line.
 *
 * <p>The bytes: magic number, version of the format, whose it is, length, CRC-32C, contents. For
 * one thread.
 */
public final class KeptFile {
  /** How long a start waits for the control plane before it serves from what was kept. */
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Two of it, the old and the new one, and the pod's other state fit into the volume's 64 MiB. */
  static final int LARGEST = 24 << 20;

  private static final Logger LOG = System.getLogger(KeptFile.class.getName());
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNERS_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  /** {@code MWKF}. */
  private static final int MAGIC = 0x4d574b46;

  /** Grows when the bytes, or what contents mean, change. */
  private static final int FORMAT = 1;

  private static final String DIRECTORY = "last-good";

  private final Path volume;
  private final String name;
  private final String owner;

  /**
   * A file that may not exist yet.
   *
   * @param volume outlives the process; where it does not exist, nothing is kept
   * @param owner who the proxy is: what another one left, before the pod got new addresses, is not
   *     read
   */
  public KeptFile(Path volume, String name, String owner) {
    this.volume = volume;
    this.name = name;
    this.owner = owner;
  }

  /** Replaces the contents. */
  public void write(byte[] contents) {
    if (!Files.isDirectory(volume)) {
      return;
    }
    try {
      Path directory = volume.resolve(DIRECTORY);
      if (contents.length > LARGEST) {
        Files.deleteIfExists(directory.resolve(name));
        LOG.log(Level.WARNING, "{0} is not kept: {1} bytes are too many", name, contents.length);
        return;
      }
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNERS_DIRECTORY));
      }
      Path next = directory.resolve(name + ".next");
      Files.deleteIfExists(next);
      Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.write(next, framed(contents));
      Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} is not kept: {1}", name, e.toString());
    }
  }

  /** The contents; empty if there are none, or none that can be believed. */
  public Optional<byte[]> read() {
    Path file = volume.resolve(DIRECTORY).resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      requireOwn(file);
      return Optional.of(contents(new DataInputStream(in)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      ignored(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Says that what was kept is not used. */
  public void ignored(String reason) {
    LOG.log(Level.WARNING, "what an earlier run kept in {0} is ignored: {1}", name, reason);
  }

  private byte[] framed(byte[] contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(contents.length + 256);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(FORMAT);
    out.writeUTF(owner);
    out.writeInt(contents.length);
    out.writeLong(checksum(contents));
    out.write(contents);
    return bytes.toByteArray();
  }

  private byte[] contents(DataInputStream in) throws IOException {
    try {
      require(in.readInt() == MAGIC, "it is not such a file");
      int format = in.readInt();
      require(format == FORMAT, "its format is " + format + ", not " + FORMAT);
      String left = in.readUTF();
      require(left.equals(owner), "it is that of " + left);
      int length = in.readInt();
      require(length >= 0 && length <= LARGEST, "its length is " + length);
      long checksum = in.readLong();
      byte[] contents = in.readNBytes(length);
      require(
          contents.length == length && in.read() < 0 && checksum(contents) == checksum,
          "its checksum is wrong");
      return contents;
    } catch (EOFException e) {
      throw new IOException("it is cut off", e);
    }
  }

  private static void requireOwn(Path file) throws IOException {
    require(
        Files.getPosixFilePermissions(file).equals(OWNER_ONLY)
            && Files.getAttribute(file, "unix:uid")
                .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "others could have written it");
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  private static long checksum(byte[] contents) {
    CRC32C checksum = new CRC32C();
    checksum.update(contents);
    return checksum.getValue();
  }
}
