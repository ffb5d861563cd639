package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.ServiceKey;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What differs between two models, as far as different resources depend on it.
 *
 * @param structure services, rules, policies, pods or settings: all types depend on it
 * @param instances addresses or identities behind services: clusters and listeners depend on it
 * @param names what headless services consist of: tables of names depend on it
 * @param endpoints services whose endpoints differ in any way: their load assignments depend on it
 * @param credentials certificates that Secrets have: secrets depend on it
 */
public record ModelChange(
    boolean structure,
    boolean instances,
    boolean names,
    NavigableSet<ServiceKey> endpoints,
    boolean credentials) {

  /** All is different. */
  public static final ModelChange EVERYTHING =
      new ModelChange(true, true, true, new TreeSet<>(), true);

  /** Nothing is different. */
  public static final ModelChange NONE =
      new ModelChange(false, false, false, new TreeSet<>(), false);

  public ModelChange {
    endpoints = Collections.unmodifiableNavigableSet(new TreeSet<>(endpoints));
  }

  /** Whether nothing differs. */
  public boolean empty() {
    return !structure && !instances && endpoints.isEmpty() && !credentials;
  }

  /** This change and a later one. */
  public ModelChange and(ModelChange later) {
    NavigableSet<ServiceKey> both = new TreeSet<>(endpoints);
    both.addAll(later.endpoints);
    return new ModelChange(
        structure || later.structure,
        instances || later.instances,
        names || later.names,
        both,
        credentials || later.credentials);
  }
}
