package io.meshwright.runtime.model.traffic;

/** A destination with its share relative to the others. */
public record WeightedDestination(Destination destination, int weight, HeaderChanges headers) {}
