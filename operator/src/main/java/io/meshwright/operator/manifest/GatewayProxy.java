package io.meshwright.operator.manifest;

/**
 * Which proxy the pods of a gateway run. Part of their template, so that another one replaces them.
 *
 * @param revision that injects them
 * @param version that it had then
 * @param configuration tells apart what one revision injects at different times
 */
public record GatewayProxy(String revision, String version, String configuration) {}
