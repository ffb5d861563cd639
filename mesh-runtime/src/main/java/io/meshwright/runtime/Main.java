package io.meshwright.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The process's entry point. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Runs until the process is told to end. */
  public static void main(String[] args) {
    Quarkus.run(args);
  }
}
