package io.meshwright.runtime.config;

import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.TrustDomain;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which mesh this is; {@code discovery} and {@code render} share them. */
public final class MeshOptions {

  private static final String NAME = "[a-zA-Z0-9]([-a-zA-Z0-9_.]*[a-zA-Z0-9])?";

  @Option(
      names = "--cluster-id",
      paramLabel = "NAME",
      defaultValue = "Kubernetes",
      description = "the cluster that resources come from")
  private String cluster = "";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = "",
      description = "the network of workloads that name none")
  private String network = "";

  @Option(
      names = "--trust-domain",
      paramLabel = "NAME",
      defaultValue = "cluster.local",
      description = "root of the identities")
  private String trustDomain = "";

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "the revision that this process serves")
  private String revision = "";

  @Option(
      names = "--root-namespace",
      paramLabel = "NAME",
      defaultValue = MeshNames.DEFAULT_MESH_NAMESPACE,
      description = "namespace of mesh-wide configuration")
  private String rootNamespace = "";

  @Option(
      names = "--dns-domain",
      paramLabel = "NAME",
      defaultValue = "cluster.local",
      description = "domain of Services")
  private String dnsDomain = "";

  /** What the mesh is like before any mesh configuration is read. */
  public MeshSettings settings(OptionReader reader) {
    return new MeshSettings(
        name(reader, "--revision", revision),
        name(reader, "--cluster-id", cluster),
        network,
        reader
            .read("--trust-domain", trustDomain, "a trust domain", MeshOptions::trustDomain)
            .orElse(TrustDomain.DEFAULT),
        name(reader, "--root-namespace", rootNamespace),
        name(reader, "--dns-domain", dnsDomain),
        MeshSettings.MeshConfig.DEFAULT);
  }

  private static String name(OptionReader reader, String option, String text) {
    return reader
        .read(
            option,
            text,
            "letters, digits, dots and dashes",
            value -> Optional.of(value).filter(v -> v.matches(NAME)))
        .orElse(text);
  }

  private static Optional<TrustDomain> trustDomain(String value) {
    try {
      return Optional.of(new TrustDomain(value));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
