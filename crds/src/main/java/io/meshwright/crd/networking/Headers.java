package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to headers. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Headers(
    @JsonPropertyDescription("Changes to the request before it is sent on.")
        @Nullable HeaderOperations request,
    @JsonPropertyDescription("Changes to the response before it is returned.")
        @Nullable HeaderOperations response) {
  /** Changes in one direction. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HeaderOperations(
      @JsonPropertyDescription("Headers that replace any value.") Map<String, String> set,
      @JsonPropertyDescription("Headers that are appended.") Map<String, String> add,
      @JsonPropertyDescription("Headers that are removed.") List<String> remove) {
    public HeaderOperations {
      set = Absent.mapOf(set);
      add = Absent.mapOf(add);
      remove = Absent.listOf(remove);
    }
  }
}
