package io.meshwright.crd.injection;

/** How a pod's traffic is led through its proxy. */
public enum CaptureMode {
  /** By an init container that applies packet filter rules; needs NET_ADMIN in the pod. */
  INIT_CONTAINER
}
