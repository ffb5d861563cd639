package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status that all networking kinds share, as Istio's {@code IstioStatus}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResourceStatus(
    @JsonPropertyDescription("The generation that was last read.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What is true of the resource now.")
        List<io.fabric8.kubernetes.api.model.Condition> conditions,
    @JsonPropertyDescription("What analysis found, the worst first; conditions say it in words.")
        List<ValidationMessage> validationMessages) {
  public ResourceStatus {
    conditions = Absent.listOf(conditions);
    validationMessages = Absent.listOf(validationMessages);
  }

  /** Nothing was said yet. */
  public static final ResourceStatus NONE = new ResourceStatus(null, List.of(), List.of());
}
