package io.meshwright.proxy.http.side;

import io.meshwright.proxy.http.codec.ResponseHead;

/** Hears how a {@link SideCall} ended: exactly once, on the call's loop, unless it is cancelled. */
public interface SideAnswer {
  /** Takes no notice. */
  SideAnswer IGNORED =
      new SideAnswer() {
        @Override
        public void answered(ResponseHead head, byte[] body) {}

        @Override
        public void failed(String reason) {}
      };

  /** The whole answer; the body is as long as the call was told to keep. */
  void answered(ResponseHead head, byte[] body);

  /** There is no answer, for a reason meant for people. */
  void failed(String reason);
}
