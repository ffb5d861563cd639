package io.meshwright.operator.inplace;

import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.workload.Workload;
import java.util.List;
import java.util.Optional;

/**
 * Sidecars that are replaced while their pods stay. All methods ask the API server and block; reads
 * throw {@link ReadException}, writes {@link ApplyException} when it refuses. A write to a pod that
 * has changed since it was read does nothing: the pod is looked at again.
 */
public interface Sidecars {

  /** What a cluster lacks to upgrade sidecars in place; empty if nothing. */
  Optional<String> obstacle();

  /** The pods of a workload that do not end, in the order of their names. */
  List<SidecarPod> of(Workload workload);

  /** The node of a pod, and whether the image has come there. */
  SidecarPlace place(SidecarPod pod, SidecarImage image, Workload workload);

  /** Has an image pulled to the node of a pod. */
  void pull(SidecarPod pod, SidecarImage image, Workload workload);

  /** Tells the mesh to send a pod nothing new that others can take. */
  void drain(SidecarPod pod, SidecarPod.Upgrade upgrade);

  /** Replaces the sidecar: the kubelet ends the old container in order and starts another one. */
  void replace(SidecarPod pod, SidecarPod.Upgrade upgrade, String image);

  /** Tells the mesh that a pod is as others again. */
  void restore(SidecarPod pod);

  /** Removes what pulled images for a workload. */
  void forgetPulls(Workload workload);
}
