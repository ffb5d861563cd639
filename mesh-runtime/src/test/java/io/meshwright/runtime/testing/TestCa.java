package io.meshwright.runtime.testing;

import io.meshwright.runtime.ca.CaBootstrap;
import io.meshwright.runtime.ca.CaMaterial;
import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.ca.MemoryCaStore;
import io.meshwright.runtime.ca.TtlBounds;
import io.meshwright.runtime.ca.bouncycastle.BouncyCastleCrypto;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** A self-signed authority in memory. */
public final class TestCa {

  private TestCa() {}

  public static CertificateAuthority authority(InstantSource clock) {
    return new CertificateAuthority(
        material(clock), new BouncyCastleCrypto(), TtlBounds.DEFAULT, clock, new SecureRandom());
  }

  public static CaMaterial material(InstantSource clock) {
    try {
      return new CaBootstrap(
              List.of(), new MemoryCaStore(), new BouncyCastleCrypto(), clock, new SecureRandom())
          .load(TrustDomain.DEFAULT, List.of());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }
}
