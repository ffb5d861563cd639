package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service.Addressing;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Parses Kubernetes Services. */
final class ServiceParser {

  private static final String HEADLESS = "None";
  private static final int MAX_PORT = 65_535;

  private ServiceParser() {}

  static Hostname host(String namespace, String name, String dnsDomain) {
    return new Hostname(name + "." + namespace + ".svc." + dnsDomain);
  }

  /** The host that an ExternalName service stands for; empty for any other service. */
  static Optional<Hostname> alias(Service service) {
    ServiceSpec spec = service.getSpec();
    return spec != null && "ExternalName".equals(spec.getType()) && spec.getExternalName() != null
        ? Optional.of(new Hostname(spec.getExternalName()))
        : Optional.empty();
  }

  static io.meshwright.runtime.model.Service parse(
      ResourceRef ref, Service service, Origin origin, MeshSettings settings)
      throws ConfigException {
    ServiceSpec spec = service.getSpec();
    if (spec == null) {
      throw new ConfigException(new ConfigError(ref.toString(), "spec", "", "a spec"));
    }
    boolean headless = HEADLESS.equals(spec.getClusterIP()) || addresses(spec).isEmpty();
    return new io.meshwright.runtime.model.Service(
        new ServiceKey(host(ref.namespace(), ref.name(), settings.dnsDomain()), ref.namespace()),
        origin,
        ref.name(),
        headless ? Addressing.HEADLESS : Addressing.VIRTUAL,
        addresses(spec),
        ports(ref, spec),
        WorkloadParser.labels(spec.getSelector()),
        exportTo(service, ref.namespace(), settings),
        io.meshwright.runtime.model.Service.Entry.NONE);
  }

  private static List<IpAddress> addresses(ServiceSpec spec) {
    Set<IpAddress> addresses = new TreeSet<>();
    List<String> written =
        new ArrayList<>(Objects.requireNonNullElse(spec.getClusterIPs(), List.of()));
    if (written.isEmpty() && spec.getClusterIP() != null) {
      written.add(spec.getClusterIP());
    }
    for (String text : written) {
      IpAddress.parse(text).ifPresent(addresses::add);
    }
    return List.copyOf(addresses);
  }

  private static List<ServicePort> ports(ResourceRef ref, ServiceSpec spec) throws ConfigException {
    List<ServicePort> ports = new ArrayList<>();
    List<ConfigError> errors = new ArrayList<>();
    List<io.fabric8.kubernetes.api.model.ServicePort> written =
        Objects.requireNonNullElse(spec.getPorts(), List.of());
    for (int i = 0; i < written.size(); i++) {
      var port = written.get(i);
      if (port.getPort() == null || port.getPort() < 1 || port.getPort() > MAX_PORT) {
        errors.add(
            new ConfigError(
                ref.toString(),
                "spec.ports[" + i + "].port",
                Objects.toString(port.getPort(), ""),
                "a number from 1 to 65535"));
        continue;
      }
      IntOrString target = port.getTargetPort();
      ports.add(
          new ServicePort(
              port.getPort(),
              port.getName() == null ? "" : port.getName(),
              Protocol.select(
                  port.getPort(), port.getName(), port.getAppProtocol(), port.getProtocol()),
              target == null ? port.getPort().toString() : target.getValue().toString()));
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return ports;
  }

  private static ExportTo exportTo(Service service, String namespace, MeshSettings settings) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    String words = annotations == null ? null : annotations.get(Annotations.EXPORT_TO);
    return ExportTo.parse(
        words == null || words.isBlank() ? List.of() : List.of(words.split(",")),
        namespace,
        settings.meshConfig().services().in(namespace));
  }
}
