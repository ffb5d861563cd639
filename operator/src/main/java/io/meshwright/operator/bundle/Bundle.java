package io.meshwright.operator.bundle;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.install.InstallManifest;
import io.meshwright.operator.manifest.StableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the bundle and the template of its catalog. */
public final class Bundle {

  private static final String IMAGE = "meshwright/operator-bundle";
  private static final String PREFIX = "operators.operatorframework.io.";

  private Bundle() {}

  /** The arguments are the folder of the texts, the one to be made, and the time of the build. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], System.getenv());
  }

  static void write(Path source, Path target, String createdAt, Map<String, String> environment)
      throws IOException {
    UpgradeGraph graph = UpgradeGraph.of(Files.readString(source.resolve("releases")));
    ImageReferences images =
        ImageReferences.of(InstallManifest.deployment().getSpec(), environment);
    Path manifests = target.resolve("manifests");
    write(
        manifests.resolve(UpgradeGraph.PACKAGE + ".clusterserviceversion.yaml"),
        StableText.yaml(ServiceVersion.of(BundleTexts.read(source, createdAt), graph, images)));
    for (HasMetadata crd : CrdBundle.all().values()) {
      write(manifests.resolve(crd.getMetadata().getName() + ".crd.yaml"), StableText.yaml(crd));
    }
    for (HasMetadata object : InstallManifest.operator()) {
      if (isBesideTheServiceVersion(object)) {
        object.getMetadata().setNamespace(null);
        String kind = object.getKind().toLowerCase(Locale.ROOT);
        write(
            manifests.resolve(object.getMetadata().getName() + "." + kind + ".yaml"),
            StableText.yaml(object));
      }
    }
    SortedMap<String, String> annotations = annotations();
    write(
        target.resolve("metadata/annotations.yaml"),
        StableText.yaml(Map.of("annotations", annotations)));
    write(target.resolve("bundle.Dockerfile"), dockerfile(annotations));
    write(target.resolve("catalog.yaml"), StableText.yaml(graph.catalog(IMAGE)));
  }

  /** OLM makes accounts, roles and the Deployment of the ClusterServiceVersion itself. */
  private static boolean isBesideTheServiceVersion(HasMetadata object) {
    return switch (object) {
      case Service _, PodDisruptionBudget _ -> true;
      // those that nobody is bound to until an administrator says so
      case ClusterRole role ->
          Set.of(OperatorNames.METRICS_READER, OperatorNames.HEALING_ROLE)
              .contains(role.getMetadata().getName());
      default -> false;
    };
  }

  private static SortedMap<String, String> annotations() {
    return new TreeMap<>(
        Map.of(
            PREFIX + "bundle.mediatype.v1",
            "registry+v1",
            PREFIX + "bundle.manifests.v1",
            "manifests/",
            PREFIX + "bundle.metadata.v1",
            "metadata/",
            PREFIX + "bundle.package.v1",
            UpgradeGraph.PACKAGE,
            PREFIX + "bundle.channels.v1",
            String.join(",", UpgradeGraph.CHANNELS),
            PREFIX + "bundle.channel.default.v1",
            UpgradeGraph.DEFAULT_CHANNEL));
  }

  private static String dockerfile(SortedMap<String, String> labels) {
    StringBuilder text = new StringBuilder("FROM scratch\n");
    labels.forEach((name, value) -> text.append("LABEL %s=%s\n".formatted(name, value)));
    return text.append("COPY manifests /manifests/\nCOPY metadata /metadata/\n").toString();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
