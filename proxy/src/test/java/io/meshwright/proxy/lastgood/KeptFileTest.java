package io.meshwright.proxy.lastgood;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptFileTest {
  private static final byte[] CONTENTS = "what was good".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path volume;
  private KeptFile file;
  private Path path;

  @BeforeEach
  void keep() {
    file = new KeptFile(volume, "resources", "node-1");
    path = volume.resolve("last-good/resources");
  }

  @Test
  void whatWasWrittenIsReadByTheNextRun() {
    file.write("older".getBytes(StandardCharsets.UTF_8));
    file.write(CONTENTS);
    assertThat(new KeptFile(volume, "resources", "node-1").read()).hasValue(CONTENTS);
    assertThat(path.getParent()).isDirectoryNotContaining(entry -> !entry.equals(path));
  }

  @Test
  void onlyTheProxysUserMayReadIt() throws Exception {
    file.write(CONTENTS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void nothingIsKeptWithoutAVolume() {
    KeptFile nowhere = new KeptFile(volume.resolve("missing"), "resources", "node-1");
    nowhere.write(CONTENTS);
    assertThat(nowhere.read()).isEmpty();
    assertThat(volume).isEmptyDirectory();
  }

  @Test
  void aChangedByteAnywhereMakesItUnbelievable() throws Exception {
    file.write(CONTENTS);
    byte[] good = Files.readAllBytes(path);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(path, bad);
      assertThat(file.read()).as("byte %s changed", i).isEmpty();
    }
  }

  @Test
  void whatIsCutOffOrTooLongIsIgnored() throws Exception {
    file.write(CONTENTS);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length++) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThat(file.read()).as("%s bytes", length).isEmpty();
    }
    Files.write(path, Arrays.copyOf(good, good.length + 1));
    assertThat(file.read()).isEmpty();
  }

  @Test
  void whatAnotherNodeLeftIsIgnored() {
    file.write(CONTENTS);
    assertThat(new KeptFile(volume, "resources", "node-2").read()).isEmpty();
  }

  @Test
  void whatOthersMayWriteIsIgnored() throws Exception {
    file.write(CONTENTS);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw--w----"));
    assertThat(file.read()).isEmpty();
  }

  @Test
  void whatIsTooLargeIsNotKeptAndNeitherIsTheOlderOne() {
    file.write(CONTENTS);
    file.write(new byte[KeptFile.LARGEST + 1]);
    assertThat(file.read()).isEmpty();
  }
}
