package io.meshwright.runtime.analysis;

/** How bad a finding is; the worst comes first. */
public enum Level {
  ERROR("Error"),
  WARNING("Warning"),
  INFO("Info");

  private final String word;

  Level(String word) {
    this.word = word;
  }

  /** As Istio spells it. */
  public String word() {
    return word;
  }
}
