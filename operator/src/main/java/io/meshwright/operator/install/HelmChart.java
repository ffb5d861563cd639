package io.meshwright.operator.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.manifest.StableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Completes the chart: the templates of {@code helm/} place and change the objects of {@link
 * InstallManifest}, which are written here, so there is one source of both.
 */
public final class HelmChart {

  private HelmChart() {}

  /** Writes the chart; the arguments are the folder of the templates and the one to be made. */
  public static void main(String[] arguments) throws IOException {
    assemble(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  static void assemble(Path source, Path chart) throws IOException {
    copy(source, chart);
    Path description = chart.resolve("Chart.yaml");
    Files.writeString(
        description, Files.readString(description).replace("@version@", MeshVersion.NEWEST));
    for (HasMetadata crd : CrdBundle.all().values()) {
      write(
          chart.resolve("files/crds/" + crd.getMetadata().getName() + ".yaml"),
          StableText.yaml(crd));
    }
    for (HasMetadata object : OperatorAccess.optional()) {
      write(chart.resolve("files/" + file(object)), StableText.yaml(object));
    }
    for (HasMetadata object : InstallManifest.operator()) {
      if (!(object instanceof Namespace)) {
        write(chart.resolve("files/" + file(object)), StableText.yaml(object));
      }
    }
    HasMetadata healing = OperatorAccess.healing();
    write(chart.resolve("files/" + file(healing)), StableText.yaml(healing));
  }

  /** Those with values of their own have templates of their own. */
  private static String file(HasMetadata object) {
    return switch (object) {
      case Deployment _ -> "deployment.yaml";
      case PodDisruptionBudget _ -> "poddisruptionbudget.yaml";
      case NetworkPolicy _ -> "networkpolicy.yaml";
      default ->
          "objects/%s-%s.yaml"
              .formatted(object.getKind().toLowerCase(Locale.ROOT), object.getMetadata().getName());
    };
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      write(target.resolve(source.relativize(file).toString()), Files.readString(file));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
