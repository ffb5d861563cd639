package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.meshwright.crd.injection.CaptureMode;

/** How pods get their proxy. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Injection(
    @Default("{}") @JsonPropertyDescription("CPU and memory of each proxy.") Resources resources,
    @Default("INIT_CONTAINER")
        @JsonPropertyDescription(
            "How traffic is led through the proxy. INIT_CONTAINER: by rules that an init container"
                + " applies; needs NET_ADMIN in the pod.")
        CaptureMode captureMode,
    @Default("true")
        @JsonPropertyDescription(
            "Whether the proxy is a native sidecar: an init container that keeps running.")
        Boolean nativeSidecar,
    @Default("false")
        @JsonPropertyDescription(
            "Whether, without a native sidecar, the application starts only when the proxy is"
                + " ready.")
        Boolean holdApplicationUntilProxyStarts,
    @Default("true")
        @JsonPropertyDescription("Whether probes of the application go through the proxy.")
        Boolean rewriteAppHTTPProbe,
    @Default("false")
        @JsonPropertyDescription(
            "Whether the owner of the default tag also injects namespaces that carry neither"
                + " istio-injection nor istio.io/rev.")
        Boolean enableNamespacesByDefault) {

  public Injection {
    resources = resources == null ? Resources.none() : resources;
    captureMode = captureMode == null ? CaptureMode.INIT_CONTAINER : captureMode;
    nativeSidecar = nativeSidecar == null || nativeSidecar;
    holdApplicationUntilProxyStarts =
        holdApplicationUntilProxyStarts != null && holdApplicationUntilProxyStarts;
    rewriteAppHTTPProbe = rewriteAppHTTPProbe == null || rewriteAppHTTPProbe;
    enableNamespacesByDefault = enableNamespacesByDefault != null && enableNamespacesByDefault;
  }

  static Injection defaults() {
    return new Injection(Resources.none(), CaptureMode.INIT_CONTAINER, true, false, true, false);
  }
}
