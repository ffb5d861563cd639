package io.meshwright.e2e.cluster;

/**
 * What a command in a container did.
 *
 * @param exitCode 0 for success
 */
public record CommandResult(int exitCode, String output, String errors) {}
