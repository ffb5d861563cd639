package io.meshwright.proxy.listener;

/** Travels through the pipelines of open connections when the process ends. */
public enum DrainEvent {
  /** It will end: clients that can be told are told. */
  ANNOUNCED,
  /** It ends: idle connections close. */
  BEGUN
}
