package io.meshwright.proxy.listener;

/** Travels through the pipelines of open connections when the process ends: idle ones close. */
public enum DrainEvent {
  INSTANCE
}
