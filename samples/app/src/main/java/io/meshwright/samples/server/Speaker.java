package io.meshwright.samples.server;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meshwright.samples.grpc.message.EchoReply;
import io.meshwright.samples.grpc.message.EchoRequest;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The service's side of one gRPC call: says who it is in each reply, and ends as it was asked to.
 */
final class Speaker {

  private final Identity identity;
  private final StreamObserver<EchoReply> replies;
  private int number;

  Speaker(Identity identity, StreamObserver<EchoReply> replies) {
    this.identity = identity;
    this.replies = replies;
  }

  void answer(EchoRequest request, int count) {
    for (int i = 0; i < count; i++) {
      say(request.getText(), request.getDelayMillis());
    }
    end(request.getStatus());
  }

  void say(String text, int delayMillis) {
    if (delayMillis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
    }
    number++;
    replies.onNext(
        EchoReply.newBuilder()
            .setText(text)
            .setNumber(number)
            .setService(identity.service())
            .setVersion(identity.version())
            .setPod(identity.pod())
            .setZone(identity.zone())
            .build());
  }

  void end(int status) {
    if (status == 0) {
      replies.onCompleted();
    } else {
      replies.onError(
          Status.fromCodeValue(status).withDescription("as asked").asRuntimeException());
    }
  }

  /** Says all texts at the end. */
  static StreamObserver<EchoRequest> collecting(
      Identity identity, StreamObserver<EchoReply> replies) {
    return new Collecting(new Speaker(identity, replies));
  }

  /** Answers each text. */
  static StreamObserver<EchoRequest> talking(Identity identity, StreamObserver<EchoReply> replies) {
    return new Talking(new Speaker(identity, replies));
  }

  /** What a client says until it ends or breaks off, which needs no answer. */
  private abstract static class Heard implements StreamObserver<EchoRequest> {

    final Speaker speaker;
    int status;

    Heard(Speaker speaker) {
      this.speaker = speaker;
    }

    @Override
    public void onError(Throwable cause) {
      // grpc-java has ended the call
    }
  }

  private static final class Collecting extends Heard {

    private final StringJoiner texts = new StringJoiner(" ");
    private int delayMillis;

    Collecting(Speaker speaker) {
      super(speaker);
    }

    @Override
    public void onNext(EchoRequest request) {
      texts.add(request.getText());
      delayMillis = request.getDelayMillis();
      status = request.getStatus();
    }

    @Override
    public void onCompleted() {
      speaker.say(texts.toString(), delayMillis);
      speaker.end(status);
    }
  }

  private static final class Talking extends Heard {

    Talking(Speaker speaker) {
      super(speaker);
    }

    @Override
    public void onNext(EchoRequest request) {
      status = request.getStatus();
      speaker.say(request.getText(), request.getDelayMillis());
    }

    @Override
    public void onCompleted() {
      speaker.end(status);
    }
  }
}
