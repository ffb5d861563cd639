package io.meshwright.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The CRDs as the records define them, with what the generator's annotations cannot say. */
final class GeneratedCrds {

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final Class<? extends CustomResource<?, ?>>[] KINDS =
      new Class[] {MeshInstallation.class, MeshRevision.class, MeshRevisionTag.class};

  private GeneratedCrds() {}

  /** CRDs by name; {@code scratch} is an empty directory for the generator's output. */
  static Map<String, CustomResourceDefinition> generate(Path scratch) throws IOException {
    new CRDGenerator()
        .customResourceClasses(KINDS)
        .forCRDVersions("v1")
        .inOutputDir(scratch.toFile())
        .generate();
    Map<String, CustomResourceDefinition> crds = new TreeMap<>();
    try (var files = Files.list(scratch)) {
      for (Path file : files.sorted().toList()) {
        CustomResourceDefinition crd =
            Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        crds.put(crd.getMetadata().getName(), complete(crd));
      }
    }
    return crds;
  }

  private static CustomResourceDefinition complete(CustomResourceDefinition generated) {
    CustomResourceDefinition crd = new CustomResourceDefinitionBuilder(generated).build();
    List<String> columns = printerColumns(crd.getSpec().getNames().getKind());
    for (var version : crd.getSpec().getVersions()) {
      version
          .getAdditionalPrinterColumns()
          .sort(Comparator.comparingInt(column -> columns.indexOf(column.getName())));
      JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
      Map<String, JSONSchemaProps> properties = root.getProperties();
      JSONSchemaProps spec = Objects.requireNonNull(properties.get("spec"));
      spec.setDescription("What is asked for.");
      if (spec.getRequired() == null || spec.getRequired().isEmpty()) {
        spec.setDefault(JsonNodeFactory.instance.objectNode());
      } else {
        root.setRequired(List.of("spec"));
      }
      JSONSchemaProps status = Objects.requireNonNull(properties.get("status"));
      status.setDescription("What the operator found.");
      JSONSchemaProps conditions = status.getProperties().get("conditions");
      if (conditions != null) {
        conditions.setXKubernetesListType("map");
        conditions.setXKubernetesListMapKeys(List.of("type"));
      }
    }
    return crd;
  }

  /** In the order of the annotations; the generator sorts by path. */
  private static List<String> printerColumns(String kind) {
    return Arrays.stream(KINDS)
        .filter(type -> type.getSimpleName().equals(kind))
        .flatMap(type -> Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
        .map(AdditionalPrinterColumn::name)
        .toList();
  }
}
