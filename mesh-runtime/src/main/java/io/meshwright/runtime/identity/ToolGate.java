package io.meshwright.runtime.identity;

import io.meshwright.crd.naming.MeshNames;
import io.meshwright.xds.TrustDomain;
import java.util.Optional;

/** Decides what a caller over HTTP may be told. Implementations may block. */
@FunctionalInterface
public interface ToolGate {

  /** Tells nothing to anybody: for a runtime that has nobody to ask about tokens. */
  ToolGate CLOSED = _ -> new Clearance.Nothing("for clients on this machine only");

  /** Judges the value of the {@code authorization} header, if there was one. */
  Clearance clearance(Optional<String> authorization);

  /** Lets tokens of ServiceAccounts pass that were made for the mesh, like those of its proxies. */
  static ToolGate byToken(TrustDomain trustDomain, TokenReviewer reviewer, String rootNamespace) {
    Authenticator tokens = new TokenAuthenticator(trustDomain, reviewer, MeshNames.TOKEN_AUDIENCE);
    return authorization ->
        switch (tokens.authenticate(new Credentials(Optional.empty(), authorization))) {
          case Authentication.Accepted(Caller caller) -> Clearance.of(caller, rootNamespace);
          case Authentication.Absent() ->
              new Clearance.Nothing("no credential: expected 'authorization: Bearer TOKEN'");
          case Authentication.Refused(String reason) -> new Clearance.Nothing(reason);
          case Authentication.Undecided(String reason) -> new Clearance.Undecided(reason);
        };
  }
}
