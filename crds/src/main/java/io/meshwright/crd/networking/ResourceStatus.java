package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status that all networking kinds share. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceStatus(
    @JsonPropertyDescription("The generation that was last read.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What is true of the resource now.")
        List<io.fabric8.kubernetes.api.model.Condition> conditions) {
  public ResourceStatus {
    conditions = Absent.listOf(conditions);
  }
}
