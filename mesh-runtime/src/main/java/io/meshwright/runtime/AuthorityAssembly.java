package io.meshwright.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.ca.CaBootstrap;
import io.meshwright.runtime.ca.CaUpdates;
import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.ca.Pem;
import io.meshwright.runtime.ca.TtlBounds;
import io.meshwright.runtime.ca.bouncycastle.BouncyCastleCrypto;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.kube.CaWatch;
import io.meshwright.runtime.kube.PublishedRoots;
import io.meshwright.runtime.kube.SecretCaStore;
import io.meshwright.runtime.operatorapi.OwnTrust;
import io.meshwright.runtime.serving.ServingIdentity;
import io.meshwright.runtime.xds.MeshRoots;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.WorkloadTrust;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/**
 * Wires the mesh's authority: Secrets → material → certificates, the own one among them; and
 * whoever is to know when the Secrets change.
 */
final class AuthorityAssembly implements AutoCloseable {

  private final CertificateAuthority authority;
  private final CaUpdates updates;
  private final ServingIdentity identity;
  private final MeshRoots roots = new MeshRoots();
  private final CaWatch watch;

  /**
   * Finds or makes the authority; blocks on the API server.
   *
   * @param servingNames at which this replica is reached
   * @param executor a single thread; the caller's to shut down
   * @throws ConfigException if the stored authority cannot be used
   */
  AuthorityAssembly(
      RuntimeConfig config,
      KubernetesClient client,
      List<String> servingNames,
      InstantSource clock,
      ScheduledExecutorService executor)
      throws ConfigException {
    String namespace = config.settings().rootNamespace();
    SecureRandom random = new SecureRandom();
    BouncyCastleCrypto crypto = new BouncyCastleCrypto();
    CaBootstrap stores =
        new CaBootstrap(
            List.of(new SecretCaStore(client, namespace, MeshNames.PLUGIN_CA_SECRET)),
            new SecretCaStore(client, namespace, MeshNames.CA_SECRET),
            crypto,
            clock,
            random);
    this.authority =
        new CertificateAuthority(
            stores.load(
                config.settings().trustDomain(),
                PublishedRoots.read(client, namespace, config.trustBundle())),
            crypto,
            TtlBounds.DEFAULT,
            clock,
            random);
    this.updates = new CaUpdates(stores, authority);
    this.identity = new ServingIdentity(authority, servingNames, clock);
    this.watch = new CaWatch(client, namespace, updates::refresh, executor);
    roots.set(rootsPem());
    updates.onChange(identity::renewIfDue);
    updates.onChange(() -> roots.set(rootsPem()));
  }

  /**
   * Follows the Secrets from now on; {@code changed} is called after the parts here have changed.
   */
  void start(Runnable changed) {
    updates.onChange(changed);
    watch.start();
  }

  CertificateAuthority authority() {
    return authority;
  }

  /** The certificate under which this replica is reached. */
  ServingIdentity identity() {
    return identity;
  }

  /** What proxies are told to trust. */
  MeshRoots roots() {
    return roots;
  }

  /** The same in PEM, for those who do not ask. */
  String rootsPem() {
    return Pem.of(authority.roots());
  }

  /** What the operator is told. */
  OwnTrust trust() {
    List<X509Certificate> known = authority.roots();
    return new OwnTrust(
        WorkloadTrust.fingerprint(known.getFirst()),
        known.stream()
            .map(WorkloadTrust::fingerprint)
            .collect(Collectors.toCollection(TreeSet::new)),
        updates.problem());
  }

  @Override
  public void close() {
    watch.close();
  }
}
