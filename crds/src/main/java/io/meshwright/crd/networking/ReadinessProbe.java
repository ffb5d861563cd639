package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it is found out whether a workload is ready: in exactly one of four ways. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.httpGet), has(self.tcpSocket), has(self.exec), has(self.grpc)]"
            + ".filter(x, x).size() == 1",
    message = "exactly one of httpGet, tcpSocket, exec and grpc")
public record ReadinessProbe(
    @JsonPropertyDescription("Seconds before the first probe.")
        @Nullable Integer initialDelaySeconds,
    @JsonPropertyDescription("Seconds until a probe has failed; 1 by default.")
        @Nullable Integer timeoutSeconds,
    @JsonPropertyDescription("Seconds between probes; 10 by default.")
        @Nullable Integer periodSeconds,
    @JsonPropertyDescription("Successes in a row that make it ready; 1 by default.")
        @Nullable Integer successThreshold,
    @JsonPropertyDescription("Failures in a row that make it not ready; 3 by default.")
        @Nullable Integer failureThreshold,
    @JsonPropertyDescription("A request whose answer has a status from 200 to 399.")
        @Nullable HttpGet httpGet,
    @JsonPropertyDescription("A connection that opens.") @Nullable TcpSocket tcpSocket,
    @JsonPropertyDescription("A command that ends with status 0.") @Nullable Exec exec,
    @JsonPropertyDescription("An answer of the gRPC health service.") @Nullable Grpc grpc) {

  /** A request of HTTP. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpGet(
      @JsonPropertyDescription("Its path.") @Nullable String path,
      @JsonPropertyDescription("Its port.") @Nullable Integer port,
      @JsonPropertyDescription("The host that is connected to; the workload by default.")
          @Nullable String host,
      @JsonPropertyDescription("HTTP or HTTPS.") @Nullable String scheme,
      @JsonPropertyDescription("Further headers.") List<Header> httpHeaders) {
    public HttpGet {
      httpHeaders = Absent.listOf(httpHeaders);
    }
  }

  /** A header of a request. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Header(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Its value.") @Nullable String value) {}

  /** A TCP connection. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TcpSocket(
      @JsonPropertyDescription("The host that is connected to; the workload by default.")
          @Nullable String host,
      @JsonPropertyDescription("The port.") @Nullable Integer port) {}

  /** A command on the workload's machine. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Exec(
      @JsonPropertyDescription("The command and its arguments.") List<String> command) {
    public Exec {
      command = Absent.listOf(command);
    }
  }

  /** A call of the gRPC health service. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Grpc(
      @JsonPropertyDescription("Its port.") @Nullable Integer port,
      @JsonPropertyDescription("The service that is asked for.") @Nullable String service) {}
}
