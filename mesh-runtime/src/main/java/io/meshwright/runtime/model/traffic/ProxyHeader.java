package io.meshwright.runtime.model.traffic;

/**
 * The version of the PROXY protocol by which the hosts of a service learn whose connection it is
 * (istio-features DR25).
 */
public enum ProxyHeader {
  V1,
  V2
}
