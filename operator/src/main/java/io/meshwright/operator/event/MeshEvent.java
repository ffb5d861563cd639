package io.meshwright.operator.event;

import io.meshwright.operator.apply.Owner;

/**
 * Something that happened to a custom resource.
 *
 * @param about the resource at which users find it
 * @param note a sentence; equal notes are counted, not repeated
 */
public record MeshEvent(Owner about, EventReason reason, String note) {}
