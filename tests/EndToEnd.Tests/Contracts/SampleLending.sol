// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// A lending market that reports health factors, 1e18 fixed point. What Kwala follows in the end-to-end tests.
contract SampleLending {
    event HealthFactorUpdated(address indexed user, uint256 healthFactor);

    function report(address[] calldata users, uint256[] calldata healthFactors) external {
        for (uint256 i = 0; i < users.length; i++) {
            emit HealthFactorUpdated(users[i], healthFactors[i]);
        }
    }
}
