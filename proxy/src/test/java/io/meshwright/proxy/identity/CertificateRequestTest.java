package io.meshwright.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateRequestTest {

  @Test
  void keytoolReadsKeyAndNameOfTheRequest(@TempDir Path directory) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();
    Path file = directory.resolve("request.pem");
    Files.writeString(
        file, CertificateRequest.pem(key, "spiffe://cluster.local/ns/shop/sa/reviews"));
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-printcertreq",
                    "-file",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("URIName: spiffe://cluster.local/ns/shop/sa/reviews", "256-bit EC (secp256r1)");
  }
}
