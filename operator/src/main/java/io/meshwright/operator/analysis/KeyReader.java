package io.meshwright.operator.analysis;

/** Reads what an origin refers to. */
@FunctionalInterface
public interface KeyReader {

  /**
   * The text under a key; blocks.
   *
   * @throws SampleException if it is not there or may not be read; the message says what is needed
   */
  String read(String namespace, SampleOrigin.Key key) throws SampleException;
}
