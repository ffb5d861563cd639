package io.meshwright.runtime.xds;

import io.grpc.Status;
import io.meshwright.xds.XdsType;
import java.util.Set;

/** What others ask of a stream, handed to the stream's own executor. */
final class StreamControl implements ConnectedProxy.Control {

  private final ProxyStream stream;

  StreamControl(ProxyStream stream) {
    this.stream = stream;
  }

  @Override
  public void move() {
    end("connect anew: replicas share the load");
  }

  @Override
  public void connectAnew() {
    end("connect anew: a response was not answered");
  }

  private void end(String why) {
    stream.execute(() -> stream.hangUp(Status.UNAVAILABLE.withDescription(why)));
  }

  @Override
  public void sendAgain(XdsType type, Set<String> names) {
    stream.execute(() -> stream.sendAgain(type, names));
  }

  @Override
  public void rootsChanged() {
    stream.execute(
        () -> {
          if (stream.subscribed(XdsType.SECRET)) {
            stream.compare(XdsType.SECRET);
            stream.flush();
          }
        });
  }
}
