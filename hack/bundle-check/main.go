// Command bundle-check validates an OLM bundle with the library behind "operator-sdk bundle validate".
package main

import (
	"fmt"
	"os"

	"github.com/operator-framework/api/pkg/manifests"
	"github.com/operator-framework/api/pkg/validation"
)

// All suites for bundles, but for those that pull the images, repeat another one, or are given up by the library itself.
var suites = validation.DefaultBundleValidators.WithValidators(
	validation.OperatorHubV2Validator,
	validation.StandardCapabilitiesValidator,
	validation.StandardCategoriesValidator,
	validation.ObjectValidator,
	validation.OperatorGroupValidator,
	validation.GoodPracticesValidator,
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bundle-check DIRECTORY")
		os.Exit(2)
	}
	bundle, err := manifests.GetBundleFromDir(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	if !valid(bundle) {
		os.Exit(1)
	}
}

// valid prints each finding; a warning leaves the bundle valid.
func valid(bundle *manifests.Bundle) bool {
	valid := true
	for _, result := range suites.Validate(bundle.ObjectsToValidate()...) {
		for _, warning := range result.Warnings {
			fmt.Printf("warning: %v\n", warning)
		}
		for _, finding := range result.Errors {
			fmt.Printf("error: %v\n", finding)
			valid = false
		}
	}
	return valid
}
