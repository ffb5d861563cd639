package io.meshwright.operator.sessions;

/**
 * One process of a runtime.
 *
 * @param servingName the DNS name that its certificate is for
 * @param pod that it runs in
 * @param address of the pod, IPv4 or IPv6
 */
public record Replica(String revision, String servingName, String pod, String address) {}
