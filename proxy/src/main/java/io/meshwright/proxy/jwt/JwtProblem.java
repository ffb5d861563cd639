package io.meshwright.proxy.jwt;

/** Why a token is not accepted, in the words in which Envoy answers clients. */
public enum JwtProblem {
  MISSING("Jwt is missing"),
  NOT_YET_VALID("Jwt not yet valid"),
  EXPIRED("Jwt is expired"),
  BAD_FORMAT("Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections"),
  HEADER_BASE64("Jwt header is an invalid Base64url encoded"),
  HEADER_JSON("Jwt header is an invalid JSON"),
  HEADER_ALG("Jwt header [alg] field is required and must be a string"),
  ALG_UNSUPPORTED("Jwt header [alg] is not supported"),
  HEADER_KID("Jwt header [kid] field is not a string"),
  PAYLOAD_BASE64("Jwt payload is an invalid Base64url encoded"),
  PAYLOAD_JSON("Jwt payload is an invalid JSON"),
  PAYLOAD_ISS("Jwt payload [iss] field is not a string"),
  PAYLOAD_SUB("Jwt payload [sub] field is not a string"),
  PAYLOAD_IAT("Jwt payload [iat] field is not an integer"),
  PAYLOAD_NBF("Jwt payload [nbf] field is not an integer"),
  PAYLOAD_EXP("Jwt payload [exp] field is not an integer"),
  PAYLOAD_AUD("Jwt payload [aud] field is not a string or string list"),
  SIGNATURE_BASE64("Jwt signature is an invalid Base64url encoded"),
  UNKNOWN_ISSUER("Jwt issuer is not configured"),
  AUDIENCE_NOT_ALLOWED("Audiences in Jwt are not allowed"),
  VERIFICATION_FAILS("Jwt verification fails"),
  NO_VALID_KEYS("Jwks doesn't have any valid public key"),
  NO_MATCHING_KEY("Jwks doesn't have key to match kid or alg from Jwt"),
  FETCH_FAILED("Jwks remote fetch is failed");

  private final String text;

  JwtProblem(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
