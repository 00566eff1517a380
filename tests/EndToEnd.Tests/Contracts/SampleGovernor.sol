// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";

/// OpenZeppelin's governor where everybody has one vote, voting begins after an hour and takes three days, and whose
/// clock counts seconds.
contract SampleGovernor is Governor, GovernorCountingSimple {
    uint256 public fee;

    constructor() Governor("Sample") {}

    function setFee(uint256 value) external onlyGovernance {
        fee = value;
    }

    function votingDelay() public pure override returns (uint256) {
        return 1 hours;
    }

    function votingPeriod() public pure override returns (uint256) {
        return 3 days;
    }

    function quorum(uint256) public pure override returns (uint256) {
        return 1;
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _getVotes(address, uint256, bytes memory) internal pure override returns (uint256) {
        return 1;
    }
}
