package io.meshwright.runtime.model;

/**
 * A port that a service offers.
 *
 * @param number 1 to 65535
 * @param name how EndpointSlices refer to it; may be empty if it is the only one
 * @param targetPort the port of the pods: a number or the name of a container's port
 */
public record ServicePort(int number, String name, Protocol protocol, String targetPort) {}
