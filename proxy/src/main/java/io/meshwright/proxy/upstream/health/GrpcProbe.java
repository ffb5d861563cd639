package io.meshwright.proxy.upstream.health;

import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.Http2ClientConnection;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ResponseListener;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.codec.WireVersion;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.grpc.message.HealthMessages;
import io.meshwright.proxy.http.grpc.message.MessageFrame;
import io.meshwright.proxy.snapshot.HealthCheck.Probe;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code grpc.health.v1.Health/Check} over HTTP/2, on a connection of its own, and judges by
 * status and answer. Releases all that comes.
 */
final class GrpcProbe implements Http2ClientConnection.Owner, ResponseListener {
  private static final String STATUS_OK = "0";

  /** Far more than the answer's one number. */
  private static final int LONGEST_ANSWER = 1024;

  private final Probe.Grpc probe;
  private final Consumer<ProbeOutcome> outcome;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private @Nullable ResponseHead response;

  private GrpcProbe(Probe.Grpc probe, Consumer<ProbeOutcome> outcome) {
    this.probe = probe;
    this.outcome = outcome;
  }

  static void ask(
      Channel channel, Probe.Grpc probe, RandomGenerator random, Consumer<ProbeOutcome> outcome) {
    var _ =
        Http2ClientConnection.install(
            channel,
            new Http2ClientConnection.Settings(HttpProtocol.Http2.DEFAULT, 1, random),
            new GrpcProbe(probe, outcome));
  }

  // ---- from the connection ----

  @Override
  public void ready(Http2ClientConnection connection) {
    HttpHeaders headers = new DefaultHttpHeaders();
    probe.metadata().forEach(header -> headers.add(header.name(), header.value()));
    headers.set(HttpHeaderNames.TE, "trailers");
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
    headers.set(HttpHeaderNames.USER_AGENT, HttpProbeHandler.USER_AGENT);
    ClientStream stream = connection.open(this);
    stream.head(
        new RequestHead(
            WireVersion.HTTP_2,
            "POST",
            "http",
            probe.authority(),
            "/" + HealthMessages.METHOD,
            headers),
        false);
    stream.data(
        Unpooled.wrappedBuffer(MessageFrame.of(HealthMessages.question(probe.service()))), true);
  }

  @Override
  public void roomChanged(Http2ClientConnection connection) {
    // one question is all
  }

  @Override
  public void leaving(Http2ClientConnection connection) {
    // the answer may still come
  }

  @Override
  public void closed(Http2ClientConnection connection) {
    outcome.accept(ProbeOutcome.SILENT);
  }

  // ---- the answer ----

  @Override
  public void informational(ResponseHead head) {
    // is no answer
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    response = head;
    if (end) {
      judge(EmptyHttpHeaders.INSTANCE);
    }
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    try {
      int kept = Math.min(data.readableBytes(), LONGEST_ANSWER - answer.size());
      answer.write(ByteBufUtil.getBytes(data, data.readerIndex(), kept), 0, kept);
    } finally {
      data.release();
    }
    if (end) {
      judge(EmptyHttpHeaders.INSTANCE);
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    judge(trailers);
  }

  private void judge(HttpHeaders trailers) {
    boolean serving = STATUS_OK.equals(GrpcStatus.of(response, trailers)) && serving();
    outcome.accept(serving ? ProbeOutcome.PASSED : ProbeOutcome.REFUSED);
  }

  private boolean serving() {
    byte @Nullable [] message = MessageFrame.only(answer.toByteArray());
    try {
      return message != null && HealthMessages.status(message) == HealthMessages.SERVING;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void failed(StreamFailure failure) {
    outcome.accept(ProbeOutcome.SILENT);
  }

  @Override
  public void writabilityChanged() {
    // the question fits any window
  }
}
