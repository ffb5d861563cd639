package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Keeps what sources said and assembles the model from it. Each resource is parsed once, when it
 * changes; one that turns bad keeps its last good version, and its errors are kept by name.
 *
 * <p>Confined to one thread. Models that were handed out do not change.
 */
public final class Discovery {

  /** Istio's name of the mesh configuration, where no revision is named. */
  private static final String MESH_CONFIG = "istio";

  private static final Logger LOG = Logger.getLogger(Discovery.class);

  private final SortedMap<ResourceRef, ResourceChange.Upserted> resources = new TreeMap<>();
  private final SortedMap<ResourceRef, List<ConfigError>> errors = new TreeMap<>();
  private final SortedMap<ResourceRef, List<Remark>> remarks = new TreeMap<>();
  private final SortedMap<ResourceRef, ResourceReport.Read> read = new TreeMap<>();
  private final SortedMap<ResourceRef, List<ConfigError>> leftOut = new TreeMap<>();
  private final WorkloadRegistry workloads;
  private final EntryRegistry entries;
  private final ConfigRegistry config;
  private final SeenNamespaces namespaces;
  private final MeshConfigReader meshConfig = new MeshConfigReader();
  private final ModelAssembly assembly;
  private MeshSettings settings;

  public Discovery(MeshSettings settings) {
    this.settings = settings;
    this.workloads = new WorkloadRegistry(settings);
    this.entries = new EntryRegistry(workloads);
    this.config = new ConfigRegistry(entries);
    this.assembly = new ModelAssembly(settings, workloads, entries, config);
    this.namespaces = new SeenNamespaces(settings.rootNamespace());
  }

  /** Takes in changes, in order. */
  public void apply(List<ResourceChange> changes) {
    for (ResourceChange change : changes) {
      switch (change) {
        case ResourceChange.Upserted upserted -> {
          if (isOurs(upserted.ref(), upserted.resource())) {
            resources.put(upserted.ref(), upserted);
            take(upserted);
          } else {
            delete(upserted.ref());
          }
        }
        case ResourceChange.Deleted(ResourceRef ref) -> delete(ref);
      }
    }
  }

  /** What is known now; what no change has touched since the last one is the same object. */
  public MeshModel model() {
    if (assembly.touches(ResourceKind.VIRTUAL_SERVICE)) {
      leftOut.clear();
    }
    return assembly.model(settings, this::leaveOut);
  }

  /**
   * What is wrong with resources whose last good version, if any, is in the model; and what the
   * last model leaves out of good ones, because they refer to what is not there.
   */
  public SortedMap<ResourceRef, List<ConfigError>> errors() {
    SortedMap<ResourceRef, List<ConfigError>> all = new TreeMap<>(leftOut);
    all.putAll(errors);
    return all;
  }

  private void leaveOut(ResourceRef ref, ConfigError problem) {
    ResourceChange.Upserted written = resources.get(ref);
    leftOut
        .computeIfAbsent(ref, _ -> new ArrayList<>())
        .addAll(new FileName(written == null ? "" : written.file()).on(List.of(problem)));
  }

  /** What is to be said about resources that are in the model. */
  public SortedMap<ResourceRef, List<Remark>> remarks() {
    return new TreeMap<>(remarks);
  }

  /** What became of resources when the last model was assembled. */
  public ResourceReport report() {
    return new ResourceReport(
        new TreeMap<>(read), new TreeMap<>(errors), new TreeMap<>(leftOut), remarks());
  }

  /**
   * An object that names another revision is not ours (istio-features G7), nor is a ConfigMap that
   * is not the mesh configuration.
   */
  private boolean isOurs(ResourceRef ref, HasMetadata resource) {
    if (ref.kind() == ResourceKind.MESH_CONFIG) {
      return ref.namespace().equals(settings.rootNamespace())
          && (ref.name().equals(MESH_CONFIG)
              || ref.name().equals(new RevisionNames(settings.revision()).meshConfigMap()));
    }
    if (!ref.kind().ofUsers()) {
      return true;
    }
    String revision = ResourceReport.revision(resource);
    return revision.isEmpty() || revision.equals(settings.revision());
  }

  /** Parses a resource that the mesh sees, and forgets what was parsed of another. */
  private void take(ResourceChange.Upserted upserted) {
    if (namespaces.sees(upserted.ref())) {
      upsert(upserted);
    } else {
      withdraw(upserted.ref());
    }
  }

  private void takeAll(Predicate<ResourceRef> which) {
    resources.values().stream()
        .filter(upserted -> upserted.ref().kind().namespaced() && which.test(upserted.ref()))
        .toList()
        .forEach(this::take);
  }

  private void takeAllIn(String namespace) {
    takeAll(ref -> ref.namespace().equals(namespace));
  }

  private void upsert(ResourceChange.Upserted upserted) {
    ResourceRef ref = upserted.ref();
    assembly.touch(ref.kind());
    FileName file = new FileName(upserted.file());
    if (ref.kind().ofUsers()) {
      read.put(ref, ResourceReport.Read.of(upserted.resource(), settings.revision()));
    }
    try {
      List<Remark> found = parse(ref, upserted.resource());
      errors.remove(ref);
      if (found.isEmpty()) {
        remarks.remove(ref);
      } else {
        remarks.put(ref, found.stream().map(file::on).toList());
      }
    } catch (ConfigException e) {
      errors.put(ref, file.on(e.errors()));
    } catch (RuntimeException e) {
      // one resource of a shape that nobody foresaw must not keep the others from the proxies
      LOG.errorf(e, "%s cannot be read", ref);
      errors.put(
          ref,
          file.on(
              List.of(
                  new ConfigError(
                      ref.toString(), "", e.toString(), "a resource that can be read"))));
    }
  }

  /** Takes the resource in; says what is to be told about it. */
  private List<Remark> parse(ResourceRef ref, HasMetadata resource) throws ConfigException {
    Origin origin = origin(ref, resource);
    return switch (ref.kind()) {
      case SERVICE -> {
        service(ref, (io.fabric8.kubernetes.api.model.Service) resource, origin);
        yield List.of();
      }
      case VIRTUAL_SERVICE,
          DESTINATION_RULE,
          ENVOY_FILTER,
          GATEWAY,
          PROXY_CONFIG,
          SERVICE_ENTRY,
          SIDECAR,
          WORKLOAD_ENTRY,
          WORKLOAD_GROUP ->
          config.upsert(ref, (GenericKubernetesResource) resource, origin, settings);
      case MESH_CONFIG -> {
        MeshConfigReader.Parsed parsed = meshConfig.read(ref, (ConfigMap) resource);
        configure(parsed.config());
        if (!parsed.errors().isEmpty()) {
          throw new ConfigException(parsed.errors());
        }
        yield parsed.withoutEffect().stream().map(Remark::withoutEffect).toList();
      }
      case SECRET -> {
        CredentialParser.parse((Secret) resource)
            .ifPresentOrElse(
                credential -> assembly.put(ref, credential), () -> assembly.remove(ref));
        yield List.of();
      }
      case POD, NODE, ENDPOINT_SLICE -> {
        workloads.upsert(ref, resource);
        workloadsChanged(ref);
        yield List.of();
      }
      case NAMESPACE -> {
        if (namespaces.upsert(ref.name(), resource)) {
          takeAllIn(ref.name());
        }
        yield List.of();
      }
    };
  }

  private void workloadsChanged(ResourceRef ref) {
    switch (ref.kind()) {
      case POD -> entries.workloadsChanged(ref.namespace());
      case NODE -> entries.placesChanged();
      default -> {}
    }
  }

  private void service(
      ResourceRef ref, io.fabric8.kubernetes.api.model.Service resource, Origin origin)
      throws ConfigException {
    Optional<Hostname> alias = ServiceParser.alias(resource);
    if (alias.isPresent()) {
      assembly.putAlias(ref, alias.get());
    } else {
      Service parsed = ServiceParser.parse(ref, resource, origin, settings);
      assembly.put(ref, parsed);
      workloads.serviceChanged(ref.namespace(), ref.name());
    }
  }

  private void delete(ResourceRef ref) {
    if (resources.remove(ref) != null) {
      withdraw(ref);
    }
  }

  private void withdraw(ResourceRef ref) {
    assembly.touch(ref.kind());
    errors.remove(ref);
    remarks.remove(ref);
    read.remove(ref);
    switch (ref.kind()) {
      case SERVICE -> {
        assembly.remove(ref);
        workloads.serviceChanged(ref.namespace(), ref.name());
      }
      case VIRTUAL_SERVICE,
          DESTINATION_RULE,
          ENVOY_FILTER,
          GATEWAY,
          PROXY_CONFIG,
          SERVICE_ENTRY,
          SIDECAR,
          WORKLOAD_ENTRY,
          WORKLOAD_GROUP ->
          config.remove(ref);
      case MESH_CONFIG -> {
        meshConfig.forget();
        configure(MeshConfig.DEFAULT);
      }
      case SECRET -> assembly.remove(ref);
      case POD, NODE, ENDPOINT_SLICE -> {
        workloads.delete(ref);
        workloadsChanged(ref);
      }
      case NAMESPACE -> {
        if (namespaces.delete(ref.name())) {
          takeAllIn(ref.name());
        }
      }
    }
  }

  /** Defaults of the mesh are part of what was parsed, so all of it is parsed again. */
  private void configure(MeshConfig wanted) {
    if (wanted.equals(settings.meshConfig())) {
      return;
    }
    settings =
        new MeshSettings(
            settings.revision(),
            settings.cluster(),
            settings.network(),
            settings.trustDomain(),
            settings.rootNamespace(),
            settings.dnsDomain(),
            wanted);
    boolean othersAreSeen = namespaces.select(wanted.discovery());
    takeAll(
        ref ->
            switch (ref.kind()) {
              case SERVICE, VIRTUAL_SERVICE, DESTINATION_RULE, SERVICE_ENTRY -> true;
              case POD,
                  ENDPOINT_SLICE,
                  SECRET,
                  ENVOY_FILTER,
                  GATEWAY,
                  PROXY_CONFIG,
                  SIDECAR,
                  WORKLOAD_ENTRY,
                  WORKLOAD_GROUP ->
                  othersAreSeen;
              case MESH_CONFIG, NODE, NAMESPACE -> false;
            });
  }

  private static Origin origin(ResourceRef ref, HasMetadata resource) {
    Instant created = Instant.EPOCH;
    String timestamp = resource.getMetadata().getCreationTimestamp();
    if (timestamp != null) {
      try {
        created = Instant.parse(timestamp);
      } catch (DateTimeParseException _) {
        // a file may say anything; the order by name still holds
        created = Instant.EPOCH;
      }
    }
    return new Origin(ref.kind().kind(), ref.namespace(), ref.name(), created);
  }
}
