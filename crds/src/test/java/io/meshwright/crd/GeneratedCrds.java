package io.meshwright.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.Overlay;
import io.meshwright.crd.networking.DestinationRule;
import io.meshwright.crd.networking.EnvoyFilter;
import io.meshwright.crd.networking.Gateway;
import io.meshwright.crd.networking.ProxyConfig;
import io.meshwright.crd.networking.ServiceEntry;
import io.meshwright.crd.networking.Sidecar;
import io.meshwright.crd.networking.VirtualService;
import io.meshwright.crd.networking.WorkloadEntry;
import io.meshwright.crd.networking.WorkloadGroup;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
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
      new Class[] {
        MeshInstallation.class,
        MeshRevision.class,
        MeshRevisionTag.class,
        DestinationRule.class,
        EnvoyFilter.class,
        Gateway.class,
        ProxyConfig.class,
        ServiceEntry.class,
        Sidecar.class,
        VirtualService.class,
        WorkloadEntry.class,
        WorkloadGroup.class
      };

  /** Bounds what the API server has to assume of the rules for each. */
  private static final long MAX_GATEWAYS = 32;

  private static final long MAX_WAVES = 32;
  private static final long MAX_WINDOWS = 16;

  private static final List<String> ISTIO_VERSIONS = List.of("v1", "v1beta1", "v1alpha3");

  /** Of the kinds that Istio serves in one version only. */
  private static final Map<String, List<String>> OTHER_VERSIONS =
      Map.of("EnvoyFilter", List.of("v1alpha3"), "ProxyConfig", List.of("v1beta1"));

  private static final CustomResourceColumnDefinition AGE =
      column("Age", ".metadata.creationTimestamp", "date", "Time since the object was created.");

  private static final Map<String, List<CustomResourceColumnDefinition>> ISTIO_COLUMNS =
      Map.of(
          "VirtualService",
          List.of(
              column(
                  "Gateways", ".spec.gateways", "string", "Gateways and sidecars it applies to."),
              column("Hosts", ".spec.hosts", "string", "Hosts whose requests it routes."),
              AGE),
          "DestinationRule",
          List.of(column("Host", ".spec.host", "string", "The service it applies to."), AGE),
          "Gateway",
          List.of(AGE),
          "EnvoyFilter",
          List.of(AGE),
          "ProxyConfig",
          List.of(AGE),
          "ServiceEntry",
          List.of(
              column("Hosts", ".spec.hosts", "string", "Names that clients use."),
              column("Location", ".spec.location", "string", "Inside or outside of the mesh."),
              column("Resolution", ".spec.resolution", "string", "How endpoints are found."),
              AGE),
          "Sidecar",
          List.of(AGE),
          "WorkloadEntry",
          List.of(AGE, column("Address", ".spec.address", "string", "Where it is reached.")),
          "WorkloadGroup",
          List.of(AGE));

  /** What {@code kubectl explain} says first. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "MeshInstallation",
          "A mesh: its control plane, how proxies are injected, and how both are changed.",
          "MeshRevision",
          "One control plane of a mesh, made by the operator from a MeshInstallation. Its spec"
              + " shows every effective value. Workloads select it by the label istio.io/rev.",
          "MeshRevisionTag",
          "A second name for a revision: workloads carry it in the label istio.io/rev and need no"
              + " change when it moves.");

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
        boolean ours = crd.getSpec().getGroup().equals(MeshInstallation.GROUP);
        crds.put(crd.getMetadata().getName(), ours ? complete(crd) : asIstioServesIt(crd));
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
      // the API server leaves 0 out, and an apply that says it differs for ever
      version.getAdditionalPrinterColumns().stream()
          .filter(column -> Integer.valueOf(0).equals(column.getPriority()))
          .forEach(column -> column.setPriority(null));
      JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
      root.setDescription(MEANINGS.get(crd.getSpec().getNames().getKind()));
      Map<String, JSONSchemaProps> properties = root.getProperties();
      JSONSchemaProps spec = Objects.requireNonNull(properties.get("spec"));
      spec.setDescription("What is asked for.");
      if (spec.getRequired() == null || spec.getRequired().isEmpty()) {
        spec.setDefault(JsonNodeFactory.instance.objectNode());
      } else {
        root.setRequired(List.of("spec"));
      }
      JSONSchemaProps gateways = spec.getProperties().get("gateways");
      if (gateways != null) {
        byName(gateways, MAX_GATEWAYS);
      }
      JSONSchemaProps dataPlane = spec.getProperties().get("dataPlane");
      if (dataPlane != null) {
        JSONSchemaProps waves = Objects.requireNonNull(dataPlane.getProperties().get("waves"));
        byName(waves, MAX_WAVES);
        percentage(dataPlane);
        percentage(waves.getItems().getSchema());
        Objects.requireNonNull(dataPlane.getProperties().get("windows")).setMaxItems(MAX_WINDOWS);
      }
      dropRepeatedRules(spec);
      describeDefaults(spec);
      overlays(crd.getSpec().getNames().getKind())
          .forEach(field -> dropDefaults(Objects.requireNonNull(spec.getProperties().get(field))));
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

  private static void byName(JSONSchemaProps list, long most) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of("name"));
    list.setMaxItems(most);
  }

  /** A pattern judges strings only; a rule would have to count with strings of any length. */
  private static void percentage(JSONSchemaProps schema) {
    Objects.requireNonNull(schema.getProperties().get("maxUnavailable"))
        .setPattern(DataPlane.PERCENTAGE);
  }

  /** The generator reads a component's annotations twice: of its field and of its accessor. */
  private static void dropRepeatedRules(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        schema.getXKubernetesValidations().stream().distinct().toList());
    schema.getProperties().values().forEach(GeneratedCrds::dropRepeatedRules);
  }

  /** {@code kubectl explain} does not show defaults. */
  private static void describeDefaults(JSONSchemaProps schema) {
    if (schema.getDefault() != null && schema.getDefault().isValueNode()) {
      schema.setDescription(
          schema.getDescription() + " Default: " + schema.getDefault().asText() + ".");
    }
    schema.getProperties().values().forEach(GeneratedCrds::describeDefaults);
    if (schema.getItems() != null) {
      describeDefaults(schema.getItems().getSchema());
    }
  }

  /** Fields of a spec that are layers: see {@link Overlay}. */
  static List<String> overlays(String kind) {
    return kind.equals("MeshInstallation")
        ? Arrays.stream(MeshInstallationSpec.class.getRecordComponents())
            .filter(component -> component.getType() == Overlay.class)
            .map(RecordComponent::getName)
            .toList()
        : List.of();
  }

  private static void dropDefaults(JSONSchemaProps schema) {
    schema.setDefault(null);
    schema.getProperties().values().forEach(GeneratedCrds::dropDefaults);
  }

  /** Istio's versions, and every field kept that the records do not have yet. */
  private static CustomResourceDefinition asIstioServesIt(CustomResourceDefinition crd) {
    var names = crd.getSpec().getNames();
    names.setCategories(List.of("istio-io", "networking-istio-io"));
    names.setListKind(names.getKind() + "List");
    var stored = crd.getSpec().getVersions().getFirst();
    Map<String, JSONSchemaProps> properties =
        stored.getSchema().getOpenAPIV3Schema().getProperties();
    JSONSchemaProps spec = Objects.requireNonNull(properties.get("spec"));
    spec.setDescription("What is asked for.");
    keepUnknown(spec);
    // Istio's control planes write conditions of their own shape
    properties.put(
        "status",
        new JSONSchemaPropsBuilder()
            .withDescription("What the mesh found.")
            .withType("object")
            .withXKubernetesPreserveUnknownFields(true)
            .build());
    stored.setAdditionalPrinterColumns(ISTIO_COLUMNS.get(names.getKind()));
    crd.getSpec()
        .setVersions(
            OTHER_VERSIONS.getOrDefault(names.getKind(), ISTIO_VERSIONS).stream()
                .map(
                    version ->
                        new CustomResourceDefinitionVersionBuilder(stored)
                            .withName(version)
                            .withStorage(version.equals(stored.getName()))
                            .build())
                .toList());
    return crd;
  }

  /** Envoy's own messages are no part of the API. */
  private static boolean anything(JSONSchemaProps schema) {
    return schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null
        && "object".equals(schema.getAdditionalProperties().getSchema().getType())
        && schema.getAdditionalProperties().getSchema().getProperties().isEmpty();
  }

  private static void keepUnknown(JSONSchemaProps schema) {
    if (anything(schema)) {
      schema.setAdditionalProperties(null);
      schema.setXKubernetesPreserveUnknownFields(true);
      return;
    }
    if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
      schema.setXKubernetesPreserveUnknownFields(true);
      schema.getProperties().values().forEach(GeneratedCrds::keepUnknown);
    }
    if (schema.getItems() != null) {
      keepUnknown(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      keepUnknown(schema.getAdditionalProperties().getSchema());
    }
  }

  private static CustomResourceColumnDefinition column(
      String name, String path, String type, String description) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withJsonPath(path)
        .withType(type)
        .withDescription(description)
        .build();
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
