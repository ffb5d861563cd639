package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.injection.InjectionValues;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.runtime.capture.CapturePolicy;
import io.meshwright.runtime.capture.CaptureSettingParser;
import io.meshwright.runtime.capture.PortSelection.PortRange;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads which traffic is captured: defaults from the injector's values, then annotations. */
final class CaptureSettings {

  private final String resource;
  private final List<ConfigError> errors = new ArrayList<>();

  private CaptureSettings(String resource) {
    this.resource = resource;
  }

  /** The defaults; the errors name {@code resource} and the field under {@code prefix}. */
  static CapturePolicy of(InjectionValues.Capture capture, String resource, String prefix)
      throws ConfigException {
    CaptureSettings settings = new CaptureSettings(resource);
    CapturePolicy all = CapturePolicy.ALL;
    CapturePolicy policy =
        new CapturePolicy(
            all.mode(),
            settings.read(
                prefix + ".includeInboundPorts",
                capture.includeInboundPorts(),
                all.includeInbound(),
                CaptureSettingParser::portSelection,
                CaptureSettingParser.PORTS_EXPECTED),
            settings.ports(
                prefix + ".excludeInboundPorts", capture.excludeInboundPorts(), List.of()),
            settings.read(
                prefix + ".includeIPRanges",
                capture.includeIPRanges(),
                all.includeOutbound(),
                CaptureSettingParser::addressSelection,
                CaptureSettingParser.NETWORKS_EXPECTED),
            settings.ports(
                prefix + ".includeOutboundPorts", capture.includeOutboundPorts(), List.of()),
            settings.read(
                prefix + ".excludeIPRanges",
                capture.excludeIPRanges(),
                List.of(),
                CaptureSettingParser::networks,
                CaptureSettingParser.NETWORKS_EXPECTED),
            settings.ports(
                prefix + ".excludeOutboundPorts", capture.excludeOutboundPorts(), List.of()),
            List.of(),
            List.of(),
            false);
    settings.throwIfAny();
    return policy;
  }

  /** {@code defaults}, changed by a pod's annotations. */
  static CapturePolicy of(AnnotationReader reader, CapturePolicy defaults) {
    CaptureSettings settings = new CaptureSettings(reader.pod());
    Map<String, String> annotations = reader.annotations();
    CapturePolicy policy =
        new CapturePolicy(
            defaults.mode(),
            settings.annotation(
                annotations,
                Annotations.INCLUDE_INBOUND_PORTS,
                defaults.includeInbound(),
                CaptureSettingParser::portSelection,
                CaptureSettingParser.PORTS_EXPECTED),
            settings.portsAnnotation(
                annotations, Annotations.EXCLUDE_INBOUND_PORTS, defaults.excludeInbound()),
            settings.annotation(
                annotations,
                Annotations.INCLUDE_OUTBOUND_IP_RANGES,
                defaults.includeOutbound(),
                CaptureSettingParser::addressSelection,
                CaptureSettingParser.NETWORKS_EXPECTED),
            settings.portsAnnotation(
                annotations, Annotations.INCLUDE_OUTBOUND_PORTS, defaults.includeOutboundPorts()),
            settings.annotation(
                annotations,
                Annotations.EXCLUDE_OUTBOUND_IP_RANGES,
                defaults.excludeOutbound(),
                CaptureSettingParser::networks,
                CaptureSettingParser.NETWORKS_EXPECTED),
            settings.portsAnnotation(
                annotations, Annotations.EXCLUDE_OUTBOUND_PORTS, defaults.excludeOutboundPorts()),
            settings.interfaces(
                annotations, Annotations.EXCLUDE_INTERFACES, defaults.excludeInterfaces()),
            settings.interfaces(
                annotations,
                Annotations.REROUTE_INTERFACES,
                settings.interfaces(
                    annotations, Annotations.KUBEVIRT_INTERFACES, defaults.virtualInterfaces())),
            defaults.dns());
    settings.errors.forEach(reader::bad);
    return policy;
  }

  private List<String> interfaces(
      Map<String, String> annotations, String key, List<String> absent) {
    return annotation(
        annotations,
        key,
        absent,
        CaptureSettingParser::interfaces,
        CaptureSettingParser.INTERFACES_EXPECTED);
  }

  private List<PortRange> portsAnnotation(
      Map<String, String> annotations, String key, List<PortRange> absent) {
    return ports(AnnotationReader.field(key), annotations.get(key), absent);
  }

  private <T> T annotation(
      Map<String, String> annotations,
      String key,
      T absent,
      Function<String, Optional<T>> parser,
      String expected) {
    return read(AnnotationReader.field(key), annotations.get(key), absent, parser, expected);
  }

  private List<PortRange> ports(String field, @Nullable String text, List<PortRange> absent) {
    return read(
        field, text, absent, CaptureSettingParser::ports, CaptureSettingParser.PORTS_EXPECTED);
  }

  private <T> T read(
      String field,
      @Nullable String text,
      T absent,
      Function<String, Optional<T>> parser,
      String expected) {
    if (text == null) {
      return absent;
    }
    Optional<T> value = parser.apply(text);
    if (value.isEmpty()) {
      errors.add(new ConfigError(resource, field, text, expected));
    }
    return value.orElse(absent);
  }

  private void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
