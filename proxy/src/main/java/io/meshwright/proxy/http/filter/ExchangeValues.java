package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.listener.ConnectionValues;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.telemetry.FormatText;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The values of command operators for an exchange (Envoy's substitution format). */
public final class ExchangeValues implements FormatText.Source {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpExchange exchange;
  private final ConnectionValues connection;

  public ExchangeValues(HttpExchange exchange) {
    this.exchange = exchange;
    this.connection = new ConnectionValues(exchange.connection());
  }

  @Override
  public @Nullable String value(String operator, String argument) {
    return switch (operator) {
      case "START_TIME" -> TIME.format(Instant.ofEpochMilli(exchange.startMillis()));
      case "REQ" -> request(argument);
      case "RESP" -> response(argument);
      case "TRAILER" -> header(exchange.record().trailers(), argument);
      case "GRPC_STATUS" -> GrpcStatus.name(grpcStatus());
      case "GRPC_STATUS_NUMBER" -> grpcStatus();
      case "PROTOCOL" -> exchange.request().version().toString();
      case "RESPONSE_CODE" -> status();
      case "RESPONSE_FLAGS" -> exchange.record().flags();
      case "RESPONSE_CODE_DETAILS" -> exchange.record().details();
      case "BYTES_RECEIVED" -> Long.toString(exchange.record().requestBytes());
      case "BYTES_SENT" -> Long.toString(exchange.record().responseBytes());
      case "DURATION" -> Long.toString(exchange.record().durationNanos() / NANOS_PER_MILLI);
      case "UPSTREAM_TRANSPORT_FAILURE_REASON" -> present(exchange.upstream().failure());
      case "UPSTREAM_REQUEST_ATTEMPT_COUNT" -> Integer.toString(exchange.upstream().attempts());
      default -> network(operator);
    };
  }

  private @Nullable String network(String operator) {
    return switch (operator) {
      case "UPSTREAM_HOST" -> ConnectionValues.address(exchange.upstream().address(), true);
      case "UPSTREAM_CLUSTER", "UPSTREAM_CLUSTER_RAW" -> cluster();
      case "UPSTREAM_LOCAL_ADDRESS" ->
          ConnectionValues.address(exchange.upstream().localAddress(), true);
      case "ROUTE_NAME" -> route();
      default -> connection.value(operator, "");
    };
  }

  private @Nullable String grpcStatus() {
    return GrpcStatus.of(exchange.response(), exchange.record().trailers());
  }

  private @Nullable String cluster() {
    @Nullable Cluster cluster = exchange.upstream().cluster();
    return cluster == null ? null : cluster.name();
  }

  private @Nullable String route() {
    RouteTable.@Nullable Found found = exchange.route();
    return found == null ? null : present(found.route().name());
  }

  private String status() {
    @Nullable ResponseHead head = exchange.response();
    return head == null ? "0" : Integer.toString(head.status());
  }

  /** {@code A?B}: the first header, or the second if it is absent. */
  private @Nullable String request(String argument) {
    int question = argument.indexOf('?');
    if (question < 0) {
      return requestHeader(argument);
    }
    @Nullable String first = requestHeader(argument.substring(0, question));
    return first != null ? first : requestHeader(argument.substring(question + 1));
  }

  private @Nullable String requestHeader(String name) {
    return switch (name) {
      case ":METHOD", ":method" -> exchange.request().method();
      case ":PATH", ":path" -> exchange.request().path();
      case ":AUTHORITY", ":authority", "HOST", "host" -> exchange.request().authority();
      case ":SCHEME", ":scheme" -> exchange.request().scheme();
      case "X-ENVOY-ORIGINAL-PATH", "x-envoy-original-path" ->
          exchange.originalPath().equals(exchange.request().path())
              ? null
              : exchange.originalPath();
      default -> header(exchange.request().headers(), name);
    };
  }

  private @Nullable String response(String name) {
    @Nullable ResponseHead head = exchange.response();
    return head == null ? null : header(head.headers(), name);
  }

  private static @Nullable String header(@Nullable HttpHeaders headers, String name) {
    return headers == null ? null : headers.get(name);
  }

  private static @Nullable String present(String value) {
    return value.isEmpty() ? null : value;
  }
}
