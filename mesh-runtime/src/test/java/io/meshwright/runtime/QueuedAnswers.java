package io.meshwright.runtime;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;

/** Puts what a server says into a queue: messages, a Throwable, or the word {@code completed}. */
record QueuedAnswers<T>(BlockingQueue<Object> queue) implements StreamObserver<T> {

  @Override
  public void onNext(T message) {
    queue.add(message);
  }

  @Override
  public void onError(Throwable cause) {
    queue.add(cause);
  }

  @Override
  public void onCompleted() {
    queue.add("completed");
  }
}
