package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's author wrote of the injector's own containers, by where it stood; kept in an
 * annotation for an injection after this one (istio-features I18, I19).
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record UserContainers(List<Container> containers, List<Container> initContainers) {

  static final UserContainers NONE = new UserContainers(List.of(), List.of());

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  UserContainers(@Nullable List<Container> containers, @Nullable List<Container> initContainers) {
    this.containers = containers == null ? List.of() : List.copyOf(containers);
    this.initContainers = initContainers == null ? List.of() : List.copyOf(initContainers);
  }

  /**
   * Those of a pod.
   *
   * @throws ConfigException if one is there twice
   */
  static UserContainers in(PodSpec spec, String pod) throws ConfigException {
    UserContainers all =
        new UserContainers(own(spec.getContainers()), own(spec.getInitContainers()));
    for (String name : SidecarNames.CONTAINERS) {
      if (all.stream().filter(container -> container.getName().equals(name)).count() > 1) {
        throw new ConfigException(
            new ConfigError(pod, "spec", "two containers " + name, "one of that name"));
      }
    }
    return all;
  }

  /** What an earlier injection has kept; none if there was none. */
  static UserContainers remembered(Pod pod, String name) throws ConfigException {
    String text = PodMaps.annotations(pod).get(Annotations.PROXY_OVERRIDES);
    if (text == null) {
      return NONE;
    }
    try {
      UserContainers kept = JSON.readValue(text, UserContainers.class);
      if (kept != null && kept.stream().allMatch(UserContainers::isOwn)) {
        return kept;
      }
    } catch (JsonProcessingException _) {
      // reported below, like containers that are not the injector's
    }
    throw new ConfigException(
        new ConfigError(
            name,
            AnnotationReader.field(Annotations.PROXY_OVERRIDES),
            text,
            "what an earlier injection has written"));
  }

  /** Notes them in the annotation. */
  void rememberIn(Pod pod) {
    if (containers.isEmpty() && initContainers.isEmpty()) {
      return;
    }
    Map<String, String> annotations = new LinkedHashMap<>(PodMaps.annotations(pod));
    annotations.put(Annotations.PROXY_OVERRIDES, Serialization.asJson(this));
    pod.getMetadata().setAnnotations(annotations);
  }

  /** The injector's container with what the author wrote of it. */
  Container over(Container injectors) {
    return named(injectors.getName())
        .map(users -> ContainerOverlay.merge(injectors, users))
        .orElse(injectors);
  }

  Optional<Container> named(String name) {
    return stream().filter(container -> container.getName().equals(name)).findFirst();
  }

  /** The other containers of a list. */
  static List<Container> others(List<Container> all) {
    return all.stream().filter(container -> !isOwn(container)).toList();
  }

  /** {@code all} with {@code users} in place of the injector's, or at the end. */
  static List<Container> restored(List<Container> all, List<Container> users) {
    List<Container> restored = new ArrayList<>();
    for (Container container : all) {
      if (isOwn(container)) {
        users.stream()
            .filter(candidate -> candidate.getName().equals(container.getName()))
            .forEach(restored::add);
      } else {
        restored.add(container);
      }
    }
    users.stream().filter(container -> !restored.contains(container)).forEach(restored::add);
    return restored;
  }

  private Stream<Container> stream() {
    return Stream.concat(containers.stream(), initContainers.stream());
  }

  private static List<Container> own(List<Container> all) {
    return all.stream().filter(UserContainers::isOwn).toList();
  }

  private static boolean isOwn(Container container) {
    return SidecarNames.CONTAINERS.contains(String.valueOf(container.getName()));
  }
}
