package io.meshwright.proxy.http.side;

/** Hears how a {@link SideCall} ended: exactly once, on the call's loop, unless it is cancelled. */
public interface SideAnswer {
  /** Takes no notice. */
  SideAnswer IGNORED =
      new SideAnswer() {
        @Override
        public void answered(SideResponse response) {}

        @Override
        public void failed(String reason) {}
      };

  /** The whole answer. */
  void answered(SideResponse response);

  /** There is no answer, for a reason meant for people. */
  void failed(String reason);
}
