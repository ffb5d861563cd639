package io.meshwright.proxy.http.codec;

/** A pipeline event: the connection ends when its current exchange is complete. */
public enum ConnectionDrain {
  BEGIN
}
