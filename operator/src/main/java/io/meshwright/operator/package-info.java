/** The operator: reconciles MeshInstallation, MeshRevision and MeshRevisionTag. */
@NullMarked
package io.meshwright.operator;

import org.jspecify.annotations.NullMarked;
